pragma ComponentBehavior: Bound

import QtQuick

// The picture of the home page: the cabinet as a quiet wall of doors around its screen, one door lit.
Item {
    id: mark

    readonly property int columns: 8
    readonly property int rows: 5
    readonly property real cell: width / columns
    readonly property real step: height / rows
    readonly property real crack: Theme.mm(1.2)

    Repeater {
        model: mark.columns * mark.rows

        Rectangle {
            id: door
            required property int index
            readonly property int column: index % mark.columns
            readonly property int row: Math.floor(index / mark.columns)
            readonly property bool lit: column === 5 && row === 2
            readonly property bool behindScreen: (column === 2 || column === 3) && row > 0 && row < 4

            x: column * mark.cell + mark.crack / 2
            y: row * mark.step + mark.crack / 2
            width: mark.cell - mark.crack
            height: mark.step - mark.crack
            visible: !behindScreen
            radius: Theme.mm(1)
            color: lit ? Theme.lamp : Theme.brand
            border.width: Theme.hairline
            border.color: lit ? Theme.lamp : Theme.brandLine

            Rectangle {
                anchors.right: parent.right
                anchors.rightMargin: parent.width * 0.16
                anchors.verticalCenter: parent.verticalCenter
                width: Theme.mm(0.9)
                height: parent.height * 0.3
                radius: width / 2
                color: door.lit ? Theme.brand : Theme.brandLine
            }
        }
    }

    Rectangle {
        x: mark.cell * 2 + mark.crack / 2
        y: mark.step + mark.crack / 2
        width: mark.cell * 2 - mark.crack
        height: mark.step * 3 - mark.crack
        radius: Theme.mm(1.4)
        color: Theme.light

        Icon {
            anchors.centerIn: parent
            name: "mark"
            side: Math.min(parent.width, parent.height) * 0.62
        }
    }
}
