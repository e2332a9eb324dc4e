pragma ComponentBehavior: Bound

import QtQuick
import "../controls"

// A code to keep: large, what it is for, and as a QR for who carries a phone.
PageBody {
    id: show

    centred: true
    least: column.implicitHeight

    Column {
        id: column
        anchors.centerIn: parent
        width: parent.width
        spacing: Theme.gap * 2

        CodeView {
            width: parent.width
            code: show.page.code
            // a queue number is read from some steps away
            capital: show.page.code.length <= 6 ? Theme.display * 2 : Theme.display
        }

        Repeater {
            model: show.page.lines.length

            Words {
                required property int index
                width: parent?.width ?? 0
                text: show.page.lines[index] ?? ""
                horizontalAlignment: Text.AlignHCenter
            }
        }

        QrView {
            anchors.horizontalCenter: parent.horizontalCenter
            visible: show.page.qr !== ""
            side: Theme.mm(Theme.small ? 42 : Theme.wide ? 50 : 90)
        }
    }
}
