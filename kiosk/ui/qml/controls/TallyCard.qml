pragma ComponentBehavior: Bound

import QtQuick

// A count of the round with its bar.
Rectangle {
    id: card

    property var tally: ({})
    readonly property int done: tally.done ?? 0
    readonly property int total: tally.total ?? 0

    implicitHeight: column.implicitHeight + 2 * Theme.pad
    radius: Theme.radius
    color: Theme.card
    border.width: Theme.hairline
    border.color: Theme.line

    Column {
        id: column
        x: Theme.pad
        y: Theme.pad
        width: parent.width - 2 * Theme.pad
        spacing: Theme.gap * 0.6

        Words {
            width: parent.width
            text: card.tally.label ?? ""
            capital: Theme.fine
            color: Theme.soft
        }

        Words {
            width: parent.width
            text: card.done + "/" + card.total
            capital: Theme.title
            heavy: true
            color: Theme.brand
        }

        Rectangle {
            width: parent.width
            height: Theme.mm(2.4)
            radius: height / 2
            color: Theme.faint

            Rectangle {
                width: card.total > 0 ? parent.width * Math.min(1, card.done / card.total) : 0
                height: parent.height
                radius: height / 2
                color: Theme.brand
            }
        }
    }
}
