pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen
import "../controls"

// Where the door is: the cabinet with one door lit, its number and row in words, what the door does now.
PageBody {
    id: opened

    readonly property bool open: page.door === "open"
    readonly property bool beside: Theme.wide || Theme.small

    least: beside ? Math.max(place.implicitHeight, cabinet.least) : place.implicitHeight + Theme.gap * 1.5 + cabinet.least

    CabinetView {
        id: cabinet
        width: opened.beside ? parent.width * (Theme.small ? 0.38 : 0.5) : parent.width
        height: opened.beside ? parent.height : place.y - Theme.gap * 1.5
        bays: opened.page.bays
    }

    Column {
        id: place
        x: opened.beside ? cabinet.width + (Theme.small ? Theme.gap : Theme.margin) : 0
        y: opened.beside ? (parent.height - height) / 2 : parent.height - height
        width: parent.width - x
        spacing: Theme.small ? Theme.mm(1.5) : Theme.gap

        Words {
            width: parent.width
            text: Screen.words.compartment + " " + opened.page.compartment
            capital: Theme.small ? Theme.title : Theme.display
            heavy: true
            color: Theme.brand
            horizontalAlignment: Text.AlignHCenter
        }

        Words {
            width: parent.width
            text: opened.page.where
            capital: Theme.small ? Theme.body : Theme.strong
            horizontalAlignment: Text.AlignHCenter
        }

        Banner {
            width: parent.width
            text: Screen.words["door_" + opened.page.door]
            look: opened.page.door === "stuck" ? "warning" : opened.page.door === "closed" ? "good" : "info"
            picture: opened.page.door === "stuck" ? "warning" : opened.page.door === "closed" ? "done"
                : opened.open ? "door-open" : "door"
        }
    }
}
