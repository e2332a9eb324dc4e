pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen
import "../controls"

// Lay the card: a picture of the reader, what is happening, how far it is.
PageBody {
    id: lay

    readonly property bool reading: page.state === "reading"
    readonly property bool lift: page.state === "lift"

    centred: true
    least: Theme.mm(40) + words.implicitHeight + Theme.gap * 2.5

    Column {
        anchors.centerIn: parent
        width: parent.width
        spacing: Theme.gap * 2.5

        CardReader {
            anchors.horizontalCenter: parent.horizontalCenter
            side: Math.max(Theme.mm(40), Math.min(lay.free * 0.62, Theme.mm(Theme.small ? 75 : 120)))
            phase: lay.page.state
            progress: lay.page.progress
        }

        Words {
            id: words
            width: parent.width
            text: lay.lift ? Screen.words.card_lift
                : lay.reading ? Screen.words.card_reading
                : lay.page.who === "staff" ? Screen.words.staff_card_here : Screen.words.card_here
            capital: Theme.strong
            heavy: true
            horizontalAlignment: Text.AlignHCenter
        }
    }
}
