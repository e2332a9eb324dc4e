pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen

// How far the person is: "Bước 2/5" and a bar of as many pieces.
Item {
    id: steps

    readonly property int total: Screen.frame.steps
    readonly property int current: Screen.frame.step

    visible: total > 0
    implicitHeight: visible ? label.implicitHeight + Theme.mm(Theme.small ? 2.5 : 7) : 0

    Words {
        id: label
        anchors.left: parent.left
        anchors.bottom: parent.bottom
        text: Screen.words.step + " " + steps.current + "/" + steps.total
        capital: Theme.fine
        heavy: true
        color: Theme.soft
    }

    Row {
        anchors.left: label.right
        anchors.leftMargin: Theme.gap
        anchors.right: parent.right
        anchors.verticalCenter: label.verticalCenter
        spacing: Theme.mm(1.5)

        Repeater {
            model: steps.total

            Rectangle {
                required property int index
                width: (parent as Row).width / steps.total - Theme.mm(1.5)
                height: Theme.mm(2)
                radius: height / 2
                color: index < steps.current ? Theme.brand : Theme.card
                border.width: Theme.hairline
                border.color: index < steps.current ? Theme.brand : Theme.line
            }
        }
    }
}
