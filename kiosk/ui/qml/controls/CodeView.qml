pragma ComponentBehavior: Bound

import QtQuick

// A code to copy by hand: large, in groups of four; groups given by its own dashes are kept.
Rectangle {
    id: view

    property string code
    property real capital: Theme.display
    readonly property var groups: /[-. ]/.test(code) ? code.split(/[-. ]/).filter(part => part !== "")
        : (code.match(/.{1,4}/g) ?? [])

    implicitHeight: flow.implicitHeight + 2 * Theme.pad
    radius: Theme.radius
    color: Theme.card
    border.width: Theme.edge
    border.color: Theme.gold
    Accessible.role: Accessible.StaticText
    Accessible.name: groups.join(" ")

    Flow {
        id: flow

        readonly property real needed: {
            let sum = Math.max(0, view.groups.length - 1) * spacing;
            for (let i = 0; i < parts.count; i++)
                sum += (parts.itemAt(i) as Item)?.width ?? 0;
            return sum;
        }

        anchors.centerIn: parent
        width: Math.min(needed + 1, parent.width - 2 * Theme.pad)
        spacing: Theme.gap * 1.4

        Repeater {
            id: parts
            model: view.groups.length

            Words {
                required property int index
                text: view.groups[index] ?? ""
                capital: view.capital
                heavy: true
                color: Theme.brand
                spoken: false
            }
        }
    }
}
