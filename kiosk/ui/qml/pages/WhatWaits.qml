pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen
import "../controls"

// What waits for this person, each thing by its name.
PageBody {
    id: waits

    least: Theme.small ? list.whole : 0

    Scroller {
        id: list
        anchors.fill: parent
        low: true

        ChoiceList {
            width: parent.width
            options: waits.page.options
            onChosen: name => Screen.answer(name, "")
        }
    }
}
