pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen

// The same three answers at the same place under every page: back, help, finish.
Rectangle {
    id: bar

    readonly property real third: (width - 2 * Theme.margin - 2 * Theme.gap) / 3

    implicitHeight: Theme.mm(Theme.small ? 20 : 27)
    color: Theme.ground

    Rectangle {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        height: Theme.hairline
        color: Theme.faint
    }

    Row {
        x: Theme.margin
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.gap

        Item {
            width: bar.third
            height: Theme.mm(Theme.small ? 14 : 18)

            BigButton {
                anchors.fill: parent
                visible: Screen.frame.back
                look: "quiet"
                picture: Theme.small ? "" : "back"
                text: Screen.words.back
                onClicked: Screen.answer("back", "")
            }
        }

        Item {
            width: bar.third
            height: Theme.mm(Theme.small ? 14 : 18)

            BigButton {
                anchors.fill: parent
                visible: Screen.frame.help
                look: "quiet"
                picture: Theme.small ? "" : "help"
                text: Screen.words.help
                onClicked: Screen.answer("help", "")
            }
        }

        Item {
            width: bar.third
            height: Theme.mm(Theme.small ? 14 : 18)

            BigButton {
                anchors.fill: parent
                visible: Screen.frame.finish
                look: "quiet"
                picture: Theme.small ? "" : "finish"
                text: Screen.words.finish
                onClicked: Screen.answer("finish", "")
            }
        }
    }
}
