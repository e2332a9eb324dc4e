pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Kiosk.Screen

// What every target has in common: touched and let go inside it (`tapped`, once for a trembling finger), Enter and
// Space by keys, a name, a focus ring.
T.AbstractButton {
    id: target

    property string description: ""
    property real corner: Theme.radius
    signal tapped

    implicitWidth: implicitContentWidth + leftPadding + rightPadding
    implicitHeight: Math.max(Theme.touch, implicitContentHeight + topPadding + bottomPadding)
    padding: Theme.pad * 0.6
    leftPadding: Theme.pad
    rightPadding: Theme.pad
    focusPolicy: Qt.TabFocus
    onClicked: if (Screen.counts(target))
        tapped()
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()

    Accessible.role: Accessible.Button
    Accessible.name: text
    Accessible.description: description
    Accessible.onPressAction: target.tapped()

    Rectangle {
        anchors.fill: parent
        anchors.margins: -Theme.mm(1)
        visible: target.visualFocus
        color: "transparent"
        border.color: Theme.ink
        border.width: Theme.mm(1)
        radius: target.corner + Theme.mm(1)

        // a light line inside the dark one: one of the two shows on any ground
        Rectangle {
            anchors.fill: parent
            anchors.margins: Theme.mm(0.5)
            color: "transparent"
            border.color: Theme.light
            border.width: Theme.mm(0.5)
            radius: target.corner + Theme.mm(0.5)
        }
    }
}
