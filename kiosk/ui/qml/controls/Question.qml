pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen

// A question over the page, such as "do you need more time?"; it takes every touch until it is answered.
Rectangle {
    id: question

    readonly property var asked: Screen.overlay
    property int remaining: 0

    visible: asked.title !== ""
    color: "#cc0c1a20"
    onAskedChanged: remaining = asked.seconds

    Timer {
        interval: 1000
        repeat: true
        running: question.visible && question.remaining > 0
        onTriggered: question.remaining -= 1
    }

    MouseArea {
        anchors.fill: parent
    }

    Rectangle {
        x: Theme.margin
        width: parent.width - 2 * Theme.margin
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.mm(Theme.small ? 8 : 40)
        height: column.implicitHeight + 2 * Theme.margin
        radius: Theme.radius * 2
        color: Theme.card
        border.width: Theme.edge
        border.color: Theme.gold

        Column {
            id: column
            x: Theme.margin
            y: Theme.margin
            width: parent.width - 2 * Theme.margin
            spacing: Theme.gap * 2

            Words {
                width: parent.width
                text: question.asked.title
                capital: Theme.title
                heavy: true
                color: Theme.brand
                horizontalAlignment: Text.AlignHCenter
                Accessible.role: Accessible.AlertMessage
            }

            Words {
                width: parent.width
                visible: question.asked.seconds > 0
                text: question.remaining + " " + Screen.words.seconds
                capital: Theme.display
                heavy: true
                horizontalAlignment: Text.AlignHCenter
            }

            ActionBar {
                width: parent.width
                buttons: question.asked.buttons
                onChosen: name => Screen.answer(name, "")
            }
        }
    }
}
