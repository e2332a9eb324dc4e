pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T

// A small button. `chosen` marks what is so at present, `warns` colours what does harm.
T.AbstractButton {
    id: chip

    property bool chosen: false
    property bool warns: false
    readonly property color strong: warns ? Look.bad : Look.chosen

    implicitWidth: Math.ceil(label.implicitWidth) + 2 * Look.pad
    implicitHeight: Look.control
    opacity: enabled ? 1 : 0.45
    font.family: Look.face
    font.pixelSize: Look.normal

    Accessible.role: Accessible.Button
    Accessible.name: text
    Accessible.onPressAction: chip.click()

    background: Rectangle {
        border.color: chip.chosen || chip.visualFocus ? chip.strong : Look.line
        border.width: chip.visualFocus ? 2 : 1
        color: chip.down ? Look.pressed : chip.chosen ? (chip.warns ? Look.badGround : Look.chosenGround)
            : chip.hovered ? Look.card : Look.raised
        radius: Look.radius
    }
    contentItem: Line {
        id: label
        color: chip.chosen || chip.warns ? chip.strong : Look.ink
        font: chip.font
        horizontalAlignment: Text.AlignHCenter
        text: chip.text
    }
}
