pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Shapes

// A ring that fills from the top, clockwise; `value` from 0 to 1.
Item {
    id: ring

    property real value: 0
    property bool done: false
    property real thickness: Theme.mm(2.4)

    Accessible.role: Accessible.ProgressBar
    Accessible.name: Math.round(value * 100) + " %"
    Accessible.ignored: value <= 0

    Rectangle {
        anchors.fill: parent
        radius: width / 2
        color: Theme.card
        border.width: ring.thickness
        border.color: Theme.faint
    }

    Shape {
        anchors.fill: parent
        visible: ring.value > 0

        ShapePath {
            strokeColor: ring.done ? Theme.good : Theme.brand
            strokeWidth: ring.thickness
            fillColor: "transparent"
            capStyle: ShapePath.RoundCap

            PathAngleArc {
                centerX: ring.width / 2
                centerY: ring.height / 2
                radiusX: (ring.width - ring.thickness) / 2
                radiusY: (ring.height - ring.thickness) / 2
                startAngle: -90
                sweepAngle: 360 * Math.min(1, ring.value)
            }
        }
    }
}
