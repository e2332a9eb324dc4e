pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen

// More than fits: it can be drawn with a finger, and a button says that there is more.
Item {
    id: scroller

    default property alias contents: column.data
    property alias spacing: column.spacing
    property bool low: false
    property bool centred: false
    readonly property bool overflows: column.implicitHeight > height + 1
    readonly property bool atEnd: view.contentY >= view.contentHeight - view.height - Theme.mm(2)

    Flickable {
        id: view
        width: parent.width
        height: parent.height - (scroller.overflows ? more.height + Theme.gap : 0)
        contentHeight: column.implicitHeight
        clip: scroller.overflows
        interactive: scroller.overflows
        boundsBehavior: Flickable.StopAtBounds

        Column {
            id: column
            width: view.width
            y: scroller.overflows ? 0 : scroller.low ? view.height - implicitHeight
                : scroller.centred ? (view.height - implicitHeight) * 0.45 : 0
            spacing: Theme.gap
        }
    }

    BigButton {
        id: more
        anchors.bottom: parent.bottom
        anchors.horizontalCenter: parent.horizontalCenter
        width: Math.min(parent.width, Math.max(implicitWidth, Theme.mm(70)))
        implicitHeight: Theme.mm(14)
        visible: scroller.overflows
        look: "quiet"
        picture: scroller.atEnd ? "up" : "down"
        text: scroller.atEnd ? Screen.words.up : Screen.words.down
        onClicked: view.contentY = scroller.atEnd ? 0
            : Math.min(view.contentY + view.height * 0.8, view.contentHeight - view.height)
    }
}
