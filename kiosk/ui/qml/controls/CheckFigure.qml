pragma ComponentBehavior: Bound

import QtQuick

// A figure or a step: its name on the left, what came of it on the right, with a sign beside the colour.
Item {
    id: figure

    property var line: ({})
    readonly property string look: line.look ?? "plain"
    readonly property color front: look === "good" ? Theme.good : look === "bad" ? Theme.bad
        : look === "now" ? Theme.brand : Theme.ink

    implicitHeight: Math.max(Theme.icon, label.implicitHeight, value.implicitHeight) + Theme.gap * 0.5

    Icon {
        id: sign
        anchors.verticalCenter: parent.verticalCenter
        name: figure.look === "good" ? "check" : figure.look === "bad" ? "warning" : figure.look === "now" ? "clock" : ""
        colour: figure.front
        side: Theme.icon * 0.8
    }

    Words {
        id: label
        anchors.verticalCenter: parent.verticalCenter
        x: sign.width + Theme.gap
        width: value.text === "" ? parent.width - x : parent.width - x - value.width - Theme.gap
        text: figure.line.label ?? ""
        heavy: figure.look === "now"
        color: figure.front
    }

    Words {
        id: value
        anchors.verticalCenter: parent.verticalCenter
        anchors.right: parent.right
        // half of the line, and what a short label leaves
        width: Math.max(parent.width * 0.5 - Theme.gap, parent.width - label.x - label.implicitWidth - Theme.gap * 2)
        visible: text !== ""
        text: figure.line.value ?? ""
        heavy: true
        horizontalAlignment: Text.AlignRight
        color: figure.front
    }
}
