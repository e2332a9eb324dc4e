pragma ComponentBehavior: Bound

import QtQuick

// More than fits: it can be drawn with a finger, and a button says that there is more.
Item {
    id: scroller

    default property alias contents: column.data
    property alias spacing: column.spacing
    property bool low: false
    property bool centred: false
    readonly property alias whole: column.implicitHeight
    readonly property bool overflows: column.implicitHeight > height + 1

    Flickable {
        id: area
        width: parent.width
        height: parent.height - (scroller.overflows ? more.height + Theme.gap : 0)
        contentHeight: column.implicitHeight
        clip: scroller.overflows
        interactive: scroller.overflows
        boundsBehavior: Flickable.StopAtBounds

        Column {
            id: column
            width: area.width
            y: scroller.overflows ? 0 : scroller.low ? area.height - implicitHeight
                : scroller.centred ? (area.height - implicitHeight) * 0.45 : 0
            spacing: Theme.gap
        }
    }

    MoreButton {
        id: more
        anchors.bottom: parent.bottom
        anchors.horizontalCenter: parent.horizontalCenter
        visible: scroller.overflows
        over: area
    }
}
