pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic as C

// A page that scrolls in a low window and takes all the room of a high one.
Flickable {
    id: low

    required property Component page

    boundsBehavior: Flickable.StopAtBounds
    clip: true
    contentHeight: Math.max(height, loader.implicitHeight)
    interactive: contentHeight > height
    C.ScrollBar.vertical: C.ScrollBar {}

    Loader {
        id: loader
        width: low.width
        height: low.contentHeight
        sourceComponent: low.page
    }
}
