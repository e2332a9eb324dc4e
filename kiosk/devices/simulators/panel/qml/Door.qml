pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Kiosk.CabinetPanel

// One door from outside: its number, whether it stands open, how many things lie behind it, and what is wrong.
T.AbstractButton {
    id: door

    required property int number
    property bool selected: false
    readonly property var seen: Cabinet.locker.doors ? Cabinet.locker.doors[String(number)] : null
    readonly property bool isOpen: seen?.open ?? false
    readonly property int count: seen?.things.length ?? 0
    readonly property bool faulty: (seen?.faults.length ?? 0) > 0

    Accessible.role: Accessible.Button
    Accessible.name: Words.say.locker.door + " " + number
    Accessible.description: isOpen ? Words.say.locker.open : Words.say.locker.closed
    Accessible.onPressAction: door.click()

    background: Rectangle {
        border.color: door.selected ? Look.chosen : door.isOpen ? Look.open : "#9aa7af"
        border.width: door.selected ? 3 : door.isOpen ? 2 : 1
        color: door.isOpen ? Look.openGround : door.down ? Look.pressed : "#dfe5e8"
        radius: 3

        // the leaf, swung out
        Rectangle {
            anchors { left: parent.left; top: parent.top; bottom: parent.bottom; margins: 3 }
            color: Look.open
            radius: 2
            visible: door.isOpen
            width: 5
        }

        Rectangle {
            anchors { right: parent.right; verticalCenter: parent.verticalCenter; rightMargin: 5 }
            color: "#75838c"
            height: 12
            radius: 1.5
            visible: !door.isOpen
            width: 3
        }
    }
    contentItem: Item {
        Line {
            anchors { left: parent.left; leftMargin: 12; top: parent.top; topMargin: 5 }
            font.weight: Font.DemiBold
            text: door.number
        }

        Line {
            anchors { right: parent.right; rightMargin: 14; top: parent.top; topMargin: 5 }
            color: Look.bad
            font.weight: Font.Bold
            text: "!"
            visible: door.faulty
        }

        Row {
            anchors { left: parent.left; leftMargin: 12; bottom: parent.bottom; bottomMargin: 6 }
            spacing: 3

            Repeater {
                model: Math.min(door.count, 5)

                Rectangle {
                    border.color: "#8a6a1f"
                    color: "#f4e2b4"
                    height: 9
                    width: 7
                }
            }
        }
    }
}
