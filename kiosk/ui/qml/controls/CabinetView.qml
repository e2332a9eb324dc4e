pragma ComponentBehavior: Bound

import QtQuick

// The cabinet from the front, every door at its place.
Item {
    id: cabinet

    property var bays: []
    readonly property int columns: bays.reduce((most, bay) => Math.max(most, bay.column), 1)
    readonly property int rows: bays.reduce((most, bay) => Math.max(most, bay.row + bay.rows - 1), 1)
    readonly property real cellHeight: Math.min((height - 2 * rim) / rows, (width - 2 * rim) / columns * 0.62)
    readonly property real cellWidth: Math.min((width - 2 * rim) / columns, cellHeight * 2.6)
    readonly property real left0: (width - cellWidth * columns) / 2
    readonly property real top0: (height - cellHeight * rows) / 2
    readonly property real crack: Theme.mm(Theme.small ? 0.4 : 0.9)
    readonly property real rim: Theme.mm(Theme.small ? 1.2 : 2.5)
    // the least height at which every door has room for its number
    readonly property real least: rows * Theme.mm(5.3) + 2 * rim

    Rectangle {
        x: cabinet.left0 - cabinet.rim
        y: cabinet.top0 - cabinet.rim
        width: cabinet.cellWidth * cabinet.columns + 2 * cabinet.rim
        height: cabinet.cellHeight * cabinet.rows + 2 * cabinet.rim
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
