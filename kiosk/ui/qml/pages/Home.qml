pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen
import "../controls"

// The first page: what can be done here, as verbs.
PageBody {
    id: home

    centred: !Theme.wide

    Item {
        anchors.fill: parent

        Column {
            id: hero
            visible: height > 0
            anchors.horizontalCenter: parent.horizontalCenter
            y: Math.max(0, (grid.y - implicitHeight) / 2)
            width: parent.width
            spacing: Theme.gap

            CabinetMark {
                anchors.horizontalCenter: parent.horizontalCenter
                visible: grid.y > Theme.mm(60)
                width: Math.min(Theme.mm(86), grid.y * 0.7)
                height: width * 0.72
            }

            Words {
                width: parent.width
                text: home.page.unit
                heavy: true
                color: Theme.soft
                horizontalAlignment: Text.AlignHCenter
            }

            Banner {
                width: parent.width
                text: home.page.notice
                look: "info"
            }
        }

        TileGrid {
            id: grid
            width: parent.width
            anchors.bottom: parent.bottom
            options: home.page.tiles
            onChosen: name => Screen.answer(name, "")
        }
    }
}
