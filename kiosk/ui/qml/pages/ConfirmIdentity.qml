pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen
import "../controls"

// Is this you: name and masked number, as large as they deserve.
PageBody {
    id: confirm

    least: card.height

    Rectangle {
        id: card
        anchors.verticalCenter: parent.verticalCenter
        width: parent.width
        height: column.implicitHeight + 2 * Theme.margin
        radius: Theme.radius * 1.5
        color: Theme.card
        border.width: Theme.edge
        border.color: Theme.brand

        Rectangle {
            x: Theme.radius * 1.5
            width: parent.width - 2 * x
            height: Theme.mm(1.4)
            color: Theme.gold
        }

        Column {
            id: column
            x: Theme.margin
            y: Theme.margin
            width: parent.width - 2 * Theme.margin
            spacing: Theme.gap * 2

            Rectangle {
                width: Theme.icon * 2.2
                height: width
                radius: width / 2
                color: Theme.tint

                Icon {
                    anchors.centerIn: parent
                    name: "person"
                    side: Theme.icon * 1.3
                }
            }

            Labelled {
                width: parent.width
                label: Screen.words.name
                value: confirm.page.name
                capital: Theme.title
            }

            Labelled {
                width: parent.width
                label: Screen.words.number
                value: confirm.page.number
                capital: Theme.title
            }
        }
    }
}
