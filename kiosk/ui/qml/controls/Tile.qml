pragma ComponentBehavior: Bound

import QtQuick

// A large choice with a picture; one that cannot be chosen now says why in words. Where room is short (`terse`)
// the words stand beside the picture, and only a reason stands under them.
Pressable {
    id: tile

    property var option: ({})
    property bool terse: false
    readonly property string note: option.available === false ? (option.reason ?? "") : (option.note ?? "")

    text: option.label ?? ""
    description: note
    enabled: option.available ?? true
    padding: Theme.small ? Theme.mm(3) : Theme.pad
    leftPadding: padding
    rightPadding: padding
    implicitHeight: Math.max(Theme.touch * (terse ? 1 : Theme.small ? 1.6 : 2.1), implicitContentHeight + topPadding + bottomPadding)

    contentItem: Item {
        implicitHeight: Math.max(round.height, column.y + column.implicitHeight)

        Rectangle {
            id: round
            width: Theme.icon * (Theme.small ? 1.5 : 1.9)
            height: width
            radius: width / 2
            color: tile.enabled ? (tile.down ? Theme.card : Theme.tint) : Theme.off

            Icon {
                anchors.centerIn: parent
                name: tile.option.icon || "dossier"
                colour: tile.enabled ? Theme.brand : Theme.offInk
                side: round.width * 0.6
            }
        }

        Column {
            id: column
            x: tile.terse ? round.width + Theme.gap * 0.6 : 0
            y: tile.terse ? Math.max(0, (round.height - implicitHeight) / 2) : round.height + Theme.gap * 0.6
            width: parent.width - x
            spacing: Theme.gap * 0.6

            Words {
                width: parent.width
                text: tile.text
                capital: Theme.strong
                heavy: true
                color: tile.enabled ? Theme.ink : Theme.offInk
                spoken: false
            }

            Words {
                width: parent.width
                visible: text !== "" && !(tile.terse && tile.enabled)
                text: tile.note
                capital: Theme.fine
                color: tile.enabled ? Theme.soft : Theme.offInk
                spoken: false
            }
        }
    }

    background: Rectangle {
        radius: tile.corner
        color: !tile.enabled ? Theme.off : tile.down ? Theme.tintDown : Theme.card
        border.width: Theme.edge
        border.color: tile.enabled ? Theme.brand : Theme.line
    }
}
