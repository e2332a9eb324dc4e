pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen
import "../controls"

// A slip comes out: the printer as drawn, what to do with the paper.
PageBody {
    id: slip

    // everything but the picture
    readonly property real told: words.implicitHeight + column.spacing
        + (take.visible ? take.implicitHeight + column.spacing : 0)
        + (number.visible ? number.implicitHeight + column.spacing : 0)

    centred: true
    least: Theme.mm(40) + told

    Column {
        id: column
        anchors.centerIn: parent
        width: parent.width
        spacing: Theme.gap * 2.5

        SlipPicture {
            anchors.horizontalCenter: parent.horizontalCenter
            side: Math.max(Theme.mm(40), Math.min(slip.free * 0.5, slip.free - slip.told, Theme.mm(Theme.small ? 66 : 110)))
            printing: slip.page.printing
        }

        // a queue number is read from some steps away
        CodeView {
            id: number
            width: parent.width
            visible: code !== ""
            code: slip.page.code
            capital: Theme.display * (Theme.wide || Theme.small ? 1 : 2)
        }

        Words {
            id: take
            width: parent.width
            visible: !slip.page.printing
            text: Screen.words.slip_take
            capital: Theme.strong
            heavy: true
            color: Theme.brand
            horizontalAlignment: Text.AlignHCenter
        }

        Words {
            id: words
            width: parent.width
            text: slip.page.what
            horizontalAlignment: Text.AlignHCenter
        }
    }
}
