pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen
import "../controls"

// A slip comes out: the printer as drawn, what to do with the paper.
PageBody {
    id: slip

    centred: true

    Column {
        anchors.centerIn: parent
        width: parent.width
        spacing: Theme.gap * 2.5

        SlipPicture {
            anchors.horizontalCenter: parent.horizontalCenter
            side: Math.min(slip.free * 0.5, Theme.mm(Theme.small ? 66 : 110))
            printing: slip.page.printing
        }

        Words {
            width: parent.width
            visible: !slip.page.printing
            text: Screen.words.slip_take
            capital: Theme.strong
            heavy: true
            color: Theme.brand
            horizontalAlignment: Text.AlignHCenter
        }

        Words {
            width: parent.width
            text: slip.page.what
            horizontalAlignment: Text.AlignHCenter
        }
    }
}
