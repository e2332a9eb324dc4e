pragma ComponentBehavior: Bound

import QtQuick

// A headed group of lines on a card; a plain line may stand under a legal term.
Rectangle {
    id: card

    property var section: ({})
    readonly property var lines: section.lines ?? []
    readonly property string heading: section.heading ?? ""

    implicitHeight: column.implicitHeight + 2 * Theme.pad
    radius: Theme.radius
    color: Theme.card
    border.width: Theme.hairline
    border.color: Theme.faint

    Column {
        id: column
        x: Theme.pad
        y: Theme.pad
        width: parent.width - 2 * Theme.pad
        spacing: Theme.gap * 0.9

        Words {
            width: parent.width
            visible: text !== ""
            text: card.heading
            capital: Theme.strong
            heavy: true
            color: Theme.brand
        }

        Repeater {
            model: card.lines.length

            FactLine {
                required property int index
                width: column.width
                line: card.lines[index] ?? ({})
            }
        }
    }
}
