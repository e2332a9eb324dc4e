pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen

// The same three answers at the same place under every page: back, help, finish.
Rectangle {
    id: bar

    property bool helped: false

    // three words side by side need every millimetre of a narrow panel
    readonly property real beside: Theme.small ? Theme.mm(2.6) : Theme.margin
    readonly property real apart: Theme.small ? Theme.mm(2.6) : Theme.gap
    readonly property real third: (width - 2 * beside - 2 * apart) / 3
    // there large words stand in two lines
    readonly property real tall: Theme.mm(!Theme.small ? 18 : Theme.largeText ? 27 : 14)
    readonly property real inset: Theme.small ? Theme.mm(0.6) : Theme.pad

    implicitHeight: tall + Theme.mm(Theme.small ? 6 : 9)
    color: Theme.ground

    Rectangle {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        height: Theme.hairline
        color: Theme.faint
    }

    Row {
        x: bar.beside
        anchors.verticalCenter: parent.verticalCenter
        spacing: bar.apart

        Item {
            width: bar.third
            height: bar.tall

            BigButton {
                anchors.fill: parent
                leftPadding: bar.inset
                rightPadding: bar.inset
                visible: Screen.frame.back
                look: "quiet"
                picture: Theme.small ? "" : "back"
                text: Screen.words.back
                onTapped: Screen.answer("back", "")
            }
        }

        Item {
            width: bar.third
            height: bar.tall

            BigButton {
                anchors.fill: parent
                leftPadding: bar.inset
                rightPadding: bar.inset
                visible: Screen.frame.help && !bar.helped
                look: "quiet"
                picture: Theme.small ? "" : "help"
                text: Screen.words.help
                onTapped: Screen.answer("help", "")
            }
        }

        Item {
            width: bar.third
            height: bar.tall

            BigButton {
                anchors.fill: parent
                leftPadding: bar.inset
                rightPadding: bar.inset
                visible: Screen.frame.finish
                look: "quiet"
                picture: Theme.small ? "" : "finish"
                text: Screen.words.finish
                onTapped: Screen.answer("finish", "")
            }
        }
    }
}
