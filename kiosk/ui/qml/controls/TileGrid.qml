pragma ComponentBehavior: Bound

import QtQuick

// Tiles of one height, two beside each other (three when the panel lies on its long side); where room is short,
// one under the other, each as high as its words.
Grid {
    id: grid

    property var options: []
    property bool terse: false
    signal chosen(string name)

    readonly property real cell: (width - (columns - 1) * Theme.gap) / columns
    readonly property real tallest: {
        let height = 0;
        for (let i = 0; i < slots.count; i++)
            height = Math.max(height, (slots.itemAt(i) as Tile)?.implicitHeight ?? 0);
        return height;
    }

    columns: terse ? 1 : !Theme.wide ? 2 : options.length === 4 ? 4 : 3
    spacing: Theme.gap

    Repeater {
        id: slots
        model: grid.options.length

        Tile {
            required property int index
            option: grid.options[index] ?? ({})
            terse: grid.terse
            width: grid.cell
            height: grid.terse ? implicitHeight : grid.tallest
            onTapped: grid.chosen(option.name)
        }
    }
}
