pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen
import "../controls"

// What to take along before the machine is free again.
PageBody {
    id: farewell

    least: things.implicitHeight

    Column {
        id: things
        anchors.verticalCenter: parent.verticalCenter
        width: parent.width
        spacing: Theme.gap * 1.6

        TakeAlong {
            width: parent.width
            taken: farewell.page.card_out
            picture: "card"
            text: taken ? Screen.words.card_taken : Screen.words.card_still_there
        }

        TakeAlong {
            width: parent.width
            taken: farewell.page.tray_empty
            picture: "papers"
            text: taken ? Screen.words.tray_empty : Screen.words.tray_full
        }
    }
}
