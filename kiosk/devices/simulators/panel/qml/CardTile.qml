pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T

// A card that can be laid: whose it is, and what one must know to use it.
T.AbstractButton {
    id: tile

    property string detail: ""
    property color stripe: Look.chosen
    property bool laid: false

    Layout.fillWidth: true
    Layout.preferredWidth: 1
    implicitHeight: 46

    Accessible.role: Accessible.Button
    Accessible.name: text
    Accessible.description: detail
    Accessible.onPressAction: tile.click()

    background: Rectangle {
        border.color: tile.laid || tile.visualFocus ? tile.stripe : Look.line
        border.width: tile.laid || tile.visualFocus ? 2 : 1
        color: tile.down ? Look.pressed : tile.laid ? Look.chosenGround : Look.raised
        radius: Look.radius

        Rectangle {
            anchors { left: parent.left; top: parent.top; bottom: parent.bottom; margins: 6 }
            color: tile.stripe
            radius: 2
            width: 4
        }
    }
    contentItem: Column {
        leftPadding: 18
        topPadding: 5
        spacing: 1

        Line {
            width: tile.width - 24
            font.weight: tile.laid ? Font.DemiBold : Font.Normal
            text: tile.text
        }

        Line {
            width: tile.width - 24
            color: Look.soft
            font.pixelSize: Look.small
            text: tile.detail
        }
    }
}
