pragma ComponentBehavior: Bound

import QtQuick

// The page's own buttons: two beside each other, the way on last and widest when they are odd.
Item {
    id: bar

    property var buttons: []
    signal chosen(string name)

    readonly property int count: buttons.length
    readonly property bool odd: count % 2 === 1
    readonly property int rows: Math.ceil(count / 2)
    readonly property real half: (width - Theme.gap) / 2
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

            x: alone || index % 2 === 0 ? 0 : bar.half + Theme.gap
            y: Math.floor(index / 2) * (bar.tallest + Theme.gap)
            width: alone ? bar.width : bar.half
            height: bar.tallest
            text: button.label ?? ""
            look: button.look ?? "plain"
            enabled: button.enabled ?? false
            onClicked: bar.chosen(button.name)
        }
    }
}
