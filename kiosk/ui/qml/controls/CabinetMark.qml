pragma ComponentBehavior: Bound

import QtQuick

// The picture of the home page: the cabinet as a quiet wall of doors, one of them lit.
Item {
    id: mark

    readonly property int columns: 6
    readonly property int rows: 4
    readonly property real cell: width / columns

    Repeater {
        model: mark.columns * mark.rows

        Rectangle {
            required property int index
            readonly property int column: index % mark.columns
            readonly property int row: Math.floor(index / mark.columns)
            readonly property bool lit: column === 3 && row === 1
            readonly property bool screen: (column === 1 || column === 2) && (row === 1 || row === 2)

            x: column * mark.cell + mark.cell * 0.06
            y: row * mark.height / mark.rows + mark.cell * 0.06
            width: mark.cell * 0.88
            height: mark.height / mark.rows - mark.cell * 0.12
            visible: !screen
            radius: Theme.mm(1)
            color: lit ? Theme.gold : Theme.card
            border.width: Theme.hairline
            border.color: lit ? Theme.gold : Theme.line

            Rectangle {
                anchors.right: parent.right
                anchors.rightMargin: parent.width * 0.14
                anchors.verticalCenter: parent.verticalCenter
                width: Theme.mm(0.9)
                height: parent.height * 0.34
                radius: width / 2
                color: parent.lit ? Theme.card : Theme.line
            }
        }
    }

    Rectangle {
        x: mark.cell * 1.06
        y: mark.height / mark.rows + mark.cell * 0.06
        width: mark.cell * 1.88
        height: mark.height / mark.rows * 2 - mark.cell * 0.12
        radius: Theme.mm(1)
        color: Theme.brand

        Icon {
            anchors.centerIn: parent
            name: "mark"
            colour: Theme.light
            side: parent.height * 0.6
        }
    }
}
