pragma ComponentBehavior: Bound

import QtQuick

// A headed group of lines on a card; a plain line may stand under a legal term.
Rectangle {
    id: card

    property var section: ({})
    // few lines on a tall panel stand large and apart
    property bool airy: false
    readonly property var lines: section.lines ?? []
    readonly property string heading: section.heading ?? ""

    implicitHeight: column.implicitHeight + 2 * column.y
    radius: Theme.radius
    color: Theme.card
    border.width: Theme.hairline
    border.color: Theme.faint

    Column {
        id: column
        x: Theme.pad
        y: Theme.pad * (card.airy ? 1.4 : 1)
        width: parent.width - 2 * Theme.pad
        spacing: Theme.gap * (card.airy ? 1.6 : 0.9)

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
                capital: card.airy ? Theme.strong : Theme.body
                line: card.lines[index] ?? ({})
            }
        }
    }
}
