pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen

// Says that there is more below and goes there; at the end it leads back up.
BigButton {
    id: more

    required property Flickable over
    readonly property bool atEnd: over.contentY >= over.contentHeight - over.height - Theme.mm(2)

    width: Math.min(parent?.width ?? 0, Theme.mm(Theme.largeText ? 92 : 74))
    implicitHeight: Theme.mm(14)
    topPadding: 0
    bottomPadding: 0
    look: "quiet"
    picture: atEnd ? "up" : "down"
    text: atEnd ? Screen.words.up : Screen.words.down
    onTapped: over.contentY = atEnd ? 0 : Math.min(over.contentY + over.height * 0.8, over.contentHeight - over.height)
}
