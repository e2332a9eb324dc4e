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
    readonly property real tallest: {
        let height = Theme.touch;
        for (let i = 0; i < slots.count; i++)
            height = Math.max(height, (slots.itemAt(i) as BigButton)?.implicitHeight ?? 0);
        return height;
    }

    visible: count > 0
    implicitHeight: rows > 0 ? rows * tallest + (rows - 1) * Theme.gap : 0

    Repeater {
        id: slots
        model: bar.count

        BigButton {
            required property int index
            readonly property var button: bar.buttons[index] ?? ({})
            readonly property bool alone: bar.odd && index === bar.count - 1

            x: index % bar.columns * (bar.cell + Theme.gap)
            y: Math.floor(index / bar.columns) * (bar.tallest + Theme.gap)
            width: alone ? bar.width : bar.cell
            height: bar.tallest
            text: button.label ?? ""
            look: button.look ?? "plain"
            enabled: button.enabled ?? false
            onClicked: bar.chosen(button.name)
        }
    }
}
