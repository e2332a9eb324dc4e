pragma ComponentBehavior: Bound

import QtQuick

// Choices under each other.
Column {
    id: list

    property var options: []
    signal chosen(string name)

    spacing: Math.max(Theme.mm(2.8), Theme.gap * 0.8)

    Repeater {
        model: list.options.length

        Choice {
            required property int index
            option: list.options[index] ?? ({})
            width: list.width
            twin: list.options.filter(other => other.label === option.label).length > 1
            roomy: list.options.length < 5
            onTapped: list.chosen(option.name)
        }
    }
}
