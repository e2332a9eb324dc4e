pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen
import "../controls"

// One question, at most six answers.
PageBody {
    id: pick

    least: Theme.small ? ((shown.item as Scroller)?.whole ?? 0) : 0

    Loader {
        id: shown
        anchors.fill: parent
        sourceComponent: pick.page.layout === "tiles" ? tiles : list
    }

    Component {
        id: tiles

        Scroller {
            low: true

            TileGrid {
                width: parent.width
                options: pick.page.options
                onChosen: name => Screen.answer(name, "")
            }
        }
    }

    Component {
        id: list

        Scroller {
            low: true

            ChoiceList {
                width: parent.width
                options: pick.page.options
                onChosen: name => Screen.answer(name, "")
            }
        }
    }
}
