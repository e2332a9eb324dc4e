pragma ComponentBehavior: Bound

import QtQuick

// The page's own buttons: two beside each other, the way on last and widest when they are odd; all in one row
// when the panel lies on its long side.
Item {
    id: bar

    property var buttons: []
    signal chosen(string name)

    readonly property int count: buttons.length
    readonly property int columns: Theme.wide ? Math.max(1, count) : 2
    readonly property bool odd: count % columns === 1
    readonly property int rows: Math.ceil(count / columns)
    readonly property real cell: (width - (columns - 1) * Theme.gap) / columns
    // the buttons of a row are as high as the highest of them
    readonly property var heights: {
        const found = [];
        for (let i = 0; i < slots.count; i++) {
            const row = Math.floor(i / columns);
            found[row] = Math.max(found[row] ?? Theme.touch, (slots.itemAt(i) as BigButton)?.implicitHeight ?? 0);
        }
        return found;
    }

    function above(row: int): real {
        return heights.slice(0, row).reduce((sum, height) => sum + height + Theme.gap, 0);
    }

    visible: count > 0
    implicitHeight: rows > 0 ? above(rows) - Theme.gap : 0

    Repeater {
        id: slots
        model: bar.count

        BigButton {
            required property int index
            readonly property var button: bar.buttons[index] ?? ({})
            readonly property int row: Math.floor(index / bar.columns)
            readonly property bool alone: bar.odd && index === bar.count - 1

            x: index % bar.columns * (bar.cell + Theme.gap)
            y: bar.above(row)
            width: alone ? bar.width : bar.cell
            height: bar.heights[row] ?? Theme.touch
            text: button.label ?? ""
            look: button.look ?? "plain"
            enabled: button.enabled ?? false
            onTapped: bar.chosen(button.name)
        }
    }
}
