pragma ComponentBehavior: Bound

import QtQuick

// Tiles of one height, two beside each other (three when the panel lies on its long side).
Item {
    id: grid

    property var options: []
    property bool terse: false
    signal chosen(string name)

    readonly property int columns: !Theme.wide ? 2 : options.length === 4 ? 4 : 3
    readonly property real cell: (width - (columns - 1) * Theme.gap) / columns
    readonly property int rows: Math.ceil(options.length / columns)
    readonly property real tallest: {
        let height = 0;
        for (let i = 0; i < slots.count; i++)
            height = Math.max(height, (slots.itemAt(i) as Tile)?.implicitHeight ?? 0);
        return height;
    }

    implicitHeight: rows * tallest + Math.max(0, rows - 1) * Theme.gap
    height: implicitHeight

    Repeater {
        id: slots
        model: grid.options.length

        Tile {
            required property int index
            option: grid.options[index] ?? ({})
            terse: grid.terse
            x: (index % grid.columns) * (grid.cell + Theme.gap)
            y: Math.floor(index / grid.columns) * (grid.tallest + Theme.gap)
            width: grid.cell
            height: grid.tallest
            onClicked: grid.chosen(option.name)
        }
    }
}
