pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts

// A white card with a heading, something small beside it, and content below.
Rectangle {
    id: section

    property string title: ""
    property string aside: ""
    property color asideColor: Look.soft
    default property alias content: body.data

    implicitHeight: column.implicitHeight + 2 * Look.pad
    color: Look.card
    radius: Look.radius + 2
    border.color: Look.line

    ColumnLayout {
        id: column
        anchors.fill: parent
        anchors.margins: Look.pad
        spacing: Look.gap

        RowLayout {
            Layout.fillWidth: true
            Layout.maximumHeight: 18

            Line {
                font.pixelSize: Look.strong
                font.weight: Font.DemiBold
                text: section.title
                Accessible.role: Accessible.Heading
                Accessible.name: text
            }

            Line {
                Layout.fillWidth: true
                color: section.asideColor
                horizontalAlignment: Text.AlignRight
                text: section.aside
            }
        }

        ColumnLayout {
            id: body
            Layout.fillHeight: true
            Layout.fillWidth: true
            spacing: Look.gap
        }
    }
}
