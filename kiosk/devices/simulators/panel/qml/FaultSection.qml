pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Kiosk.CabinetPanel

// The faults of one device as switches.
Section {
    id: faults

    required property string device
    required property var active

    title: Words.say.faults[device]
    aside: active.length > 0 ? String(active.length) : ""
    asideColor: Look.bad

    Repeater {
        model: Shelf.faultNames[faults.device]

        T.AbstractButton {
            id: row

            required property string modelData
            readonly property bool on: faults.active.includes(modelData)

            Layout.fillWidth: true
            implicitHeight: Look.control
            text: Words.say[faults.device + "-faults"][modelData]
            onClicked: Cabinet.setFault(faults.device, modelData, !on, 0)

            Accessible.role: Accessible.CheckBox
            Accessible.name: text
            Accessible.checked: on
            Accessible.onPressAction: row.click()

            background: Rectangle {
                color: row.down ? Look.pressed : row.hovered || row.visualFocus ? Look.raised : "transparent"
                radius: Look.radius
            }
            contentItem: Item {
                Line {
                    anchors { left: parent.left; leftMargin: 6; verticalCenter: parent.verticalCenter }
                    width: groove.x - 12
                    color: row.on ? Look.bad : Look.ink
                    text: row.text
                }

                Rectangle {
                    id: groove
                    anchors { right: parent.right; rightMargin: 6; verticalCenter: parent.verticalCenter }
                    color: row.on ? Look.bad : "#b4bfc6"
                    height: 18
                    radius: 9
                    width: 34

                    Rectangle {
                        x: row.on ? 18 : 2
                        y: 2
                        color: Look.card
                        height: 14
                        radius: 7
                        width: 14
                    }
                }
            }
        }
    }
}
