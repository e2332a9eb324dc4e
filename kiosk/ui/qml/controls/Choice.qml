pragma ComponentBehavior: Bound

import QtQuick

// One line of a list to choose from: an icon, a sentence, a note under it, an arrow that says it leads on.
Pressable {
    id: choice

    property var option: ({})
    property bool roomy: false
    // another choice has the same label: the note tells them apart for who listens, too
    property bool twin: false
    readonly property string note: option.available === false ? (option.reason ?? "") : (option.note ?? "")

    text: option.label ?? ""
    description: note
    Accessible.name: twin && note !== "" ? text + ", " + note : text
    enabled: option.available ?? true
    implicitHeight: Math.max(Theme.touch * (roomy && !Theme.wide ? 1.5 : 1.2), implicitContentHeight + topPadding + bottomPadding)

    contentItem: Item {
        implicitHeight: Math.max(column.implicitHeight, sign.height)

        Icon {
            id: sign
            anchors.verticalCenter: parent.verticalCenter
            name: choice.option.icon ?? ""
            colour: choice.enabled ? Theme.brand : Theme.offInk
        }

        Column {
            id: column
            anchors.verticalCenter: parent.verticalCenter
            x: sign.visible ? sign.width + Theme.gap : 0
            width: parent.width - x - arrow.width - Theme.gap
            spacing: Theme.mm(0.8)

            Words {
                width: parent.width
                text: choice.text
                heavy: true
                color: choice.enabled ? Theme.ink : Theme.offInk
                spoken: false
            }

            Words {
                width: parent.width
                visible: text !== ""
                text: choice.note
                capital: Theme.fine
                color: choice.enabled ? Theme.soft : Theme.offInk
                spoken: false
            }
        }

        Icon {
            id: arrow
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            name: choice.enabled ? "right" : "lock"
            colour: choice.enabled ? Theme.brand : Theme.offInk
            side: Theme.icon * 0.7
        }
    }

    background: Rectangle {
        radius: choice.corner
        color: !choice.enabled ? Theme.off : choice.down ? Theme.tintDown : Theme.card
        border.width: Theme.edge
        border.color: choice.enabled ? Theme.brand : Theme.line
    }
}
