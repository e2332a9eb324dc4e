pragma ComponentBehavior: Bound

import QtQuick

// The cabinet from the front, every door at its place.
Item {
    id: cabinet

    property var bays: []
    readonly property int columns: bays.reduce((most, bay) => Math.max(most, bay.column), 1)
    readonly property int rows: bays.reduce((most, bay) => Math.max(most, bay.row + bay.rows - 1), 1)
    readonly property real cellHeight: Math.min(height / rows, width / columns * 0.62)
    readonly property real cellWidth: Math.min(width / columns, cellHeight * 2.6)
    readonly property real left0: (width - cellWidth * columns) / 2
    readonly property real top0: (height - cellHeight * rows) / 2
    readonly property real crack: Theme.mm(0.9)

    Rectangle {
        x: cabinet.left0 - Theme.mm(2.5)
        y: cabinet.top0 - Theme.mm(2.5)
        width: cabinet.cellWidth * cabinet.columns + Theme.mm(5)
        height: cabinet.cellHeight * cabinet.rows + Theme.mm(5)
        radius: Theme.mm(2)
        color: Theme.faint
    }

    Repeater {
        model: cabinet.bays.length

        BayDoor {
            required property int index
            bay: cabinet.bays[index] ?? ({})
            x: cabinet.left0 + ((bay.column ?? 1) - 1) * cabinet.cellWidth + cabinet.crack / 2
            y: cabinet.top0 + ((bay.row ?? 1) - 1) * cabinet.cellHeight + cabinet.crack / 2
            width: cabinet.cellWidth - cabinet.crack
            height: cabinet.cellHeight * (bay.rows ?? 1) - cabinet.crack
        }
    }
}
