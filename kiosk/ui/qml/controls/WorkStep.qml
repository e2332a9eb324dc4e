pragma ComponentBehavior: Bound

import QtQuick

// One step of some work: done, under way, or to come; each with its own sign, not colour alone.
Rectangle {
    id: step

    property string text
    property string look: "later"
    readonly property bool now: look === "now"

    implicitHeight: Math.max(Theme.touch, words.implicitHeight + Theme.pad * 1.4)
    radius: Theme.radius
    color: now ? Theme.card : Theme.ground
    border.width: now ? Theme.edge : 0
    border.color: Theme.brand

    Rectangle {
        id: sign
        x: Theme.pad
        anchors.verticalCenter: parent.verticalCenter
        width: Theme.icon * 1.5
        height: width
        radius: width / 2
        color: step.look === "done" ? Theme.good : step.now ? Theme.brand : Theme.ground
        border.width: Theme.edge
        border.color: step.look === "done" ? Theme.good : step.now ? Theme.brand : Theme.line

        Icon {
            anchors.centerIn: parent
            name: step.look === "done" ? "check" : step.now ? "clock" : ""
            colour: Theme.light
            side: Theme.icon
        }
    }

    Words {
        id: words
        anchors.left: sign.right
        anchors.leftMargin: Theme.gap * 1.2
        anchors.right: parent.right
        anchors.rightMargin: Theme.pad
        anchors.verticalCenter: parent.verticalCenter
        text: step.text
        capital: step.now ? Theme.strong : Theme.body
        heavy: step.now
        color: step.look === "later" ? Theme.soft : Theme.ink
    }
}
