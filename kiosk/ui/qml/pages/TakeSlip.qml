pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen
import "../controls"

// A slip comes out: the printer as drawn, what to do with the paper.
PageBody {
    id: slip

    centred: true
    least: Theme.mm(40) + words.implicitHeight + (take.visible ? take.implicitHeight : 0) + 2 * column.spacing

    Column {
        id: column
        anchors.centerIn: parent
        width: parent.width
        spacing: Theme.gap * 2.5

        SlipPicture {
            anchors.horizontalCenter: parent.horizontalCenter
            side: Math.max(Theme.mm(40), Math.min(slip.free * 0.5, Theme.mm(Theme.small ? 66 : 110)))
            printing: slip.page.printing
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
