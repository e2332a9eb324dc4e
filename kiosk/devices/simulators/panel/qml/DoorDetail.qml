pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Kiosk.CabinetPanel

// One compartment: its state, what lies in it, and what a hand can do.
ColumnLayout {
    id: detail

    required property int number
    readonly property var say: Words.say.locker
    readonly property var seen: Cabinet.locker.doors ? Cabinet.locker.doors[String(number)] : null
    readonly property bool isOpen: seen?.open ?? false
    readonly property var things: seen?.things ?? []

    spacing: 6

    RowLayout {
        Line {
            font.pixelSize: Look.strong
            font.weight: Font.DemiBold
            text: detail.say.door + " " + detail.number
        }

        Line {
            color: Look.soft
            text: detail.seen ? detail.say[detail.seen.size] : ""
        }
    }

    Line {
        Layout.fillWidth: true
        color: detail.isOpen ? Look.open : Look.soft
        text: (detail.isOpen ? detail.say.open : detail.say.closed) + " · " + detail.say.sensor + ": "
            + (detail.seen ? detail.say[detail.seen.sensor] : "")
        font.pixelSize: Look.small
    }

    Chip {
        Layout.fillWidth: true
        chosen: detail.isOpen
        enabled: detail.isOpen
        text: detail.say.close
        onClicked: Cabinet.atDoor(detail.number, "close", "")
    }

    RowLayout {
        spacing: 6
        uniformCellSizes: true

        Chip {
            Layout.fillWidth: true
            enabled: !detail.isOpen
            text: detail.say.pull
            onClicked: Cabinet.atDoor(detail.number, "open", "")
        }

        Chip {
            Layout.fillWidth: true
            enabled: !detail.isOpen
            text: detail.say.force
            warns: true
            onClicked: Cabinet.atDoor(detail.number, "force", "")
        }
    }

    RowLayout {
        Layout.topMargin: 4

        Line { Layout.fillWidth: true; color: Look.soft; text: detail.say.inside }

        Chip {
            enabled: detail.isOpen
            text: detail.say.take_all
            visible: detail.things.length > 1
            onClicked: Cabinet.atDoor(detail.number, "take", "")
        }
    }

    ListView {
        Layout.fillHeight: true
        Layout.fillWidth: true
        Layout.minimumHeight: 34
        clip: true
        model: detail.things
        spacing: 4

        Line { text: detail.say.nothing; visible: detail.things.length === 0 }

        delegate: RowLayout {
            id: thing

            required property string modelData

            width: ListView.view.width
            spacing: 6

            Line { Layout.fillWidth: true; text: thing.modelData }

            Chip {
                enabled: detail.isOpen
                text: detail.say.take
                onClicked: Cabinet.atDoor(detail.number, "take", thing.modelData)
            }
        }
    }

    Line { color: Look.soft; text: detail.say.put }

    Flow {
        Layout.fillWidth: true
        spacing: 6

        Repeater {
            model: Shelf.things

            Chip {
                required property string modelData

                enabled: detail.isOpen
                text: Words.say.things[modelData]
                onClicked: Cabinet.atDoor(detail.number, "put", text)
            }
        }
    }

    Line { Layout.topMargin: 4; color: Look.soft; text: detail.say.faults }

    Repeater {
        model: Shelf.faultNames.door

        Chip {
            required property string modelData

            Layout.fillWidth: true
            chosen: detail.seen?.faults.includes(modelData) ?? false
            text: Words.say["door-faults"][modelData]
            warns: chosen
            onClicked: Cabinet.setFault("door", modelData, !chosen, detail.number)
        }
    }
}
