pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Kiosk.CabinetPanel

// The cabinet's front, and what a hand can do at the door that was touched or opened last.
Section {
    id: front

    property int chosen: 1
    readonly property var places: Shelf.places
    readonly property int standOpen: {
        const doors = Cabinet.locker.doors ?? {};
        return Object.keys(doors).filter(number => doors[number].open).length;
    }
    readonly property int rows: places.reduce((most, place) => Math.max(most, place.row + place.rows - 1), 1)
    readonly property int columns: places.reduce((most, place) => Math.max(most, place.column), 1)

    title: Words.say.locker.title
    aside: standOpen > 0 ? standOpen + " " + Words.say.locker.open : ""
    asideColor: Look.open

    Connections {
        target: Cabinet

        function onDoorOpened(number: int): void {
            front.chosen = number;
        }
    }

    RowLayout {
        Layout.fillHeight: true
        Layout.fillWidth: true
        spacing: Look.pad

        Rectangle {
            id: steel
            readonly property real cellWidth: (width - 8) / front.columns
            readonly property real cellHeight: (height - 8) / front.rows

            Layout.fillHeight: true
            Layout.fillWidth: true
            color: "#6d7b84"
            radius: Look.radius

            Repeater {
                model: front.places

                Door {
                    required property var modelData

                    x: 4 + (modelData.column - 1) * steel.cellWidth + 2
                    y: 4 + (modelData.row - 1) * steel.cellHeight + 2
                    width: steel.cellWidth - 4
                    height: modelData.rows * steel.cellHeight - 4
                    number: modelData.number
                    selected: front.chosen === number
                    onClicked: front.chosen = number
                }
            }
        }

        DoorDetail {
            Layout.fillHeight: true
            Layout.fillWidth: false
            Layout.preferredWidth: 190
            number: front.chosen
        }
    }
}
