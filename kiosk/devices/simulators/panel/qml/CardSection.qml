pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Kiosk.CabinetPanel

// Every card of this small world; a touch lays it, the last tile lifts what lies there.
Section {
    id: cards

    readonly property var say: Words.say.card

    title: say.title
    aside: Cabinet.holder === "" ? say.none : Cabinet.holder === "?" ? say.other : ""

    GridLayout {
        Layout.fillWidth: true
        columnSpacing: Look.gap
        columns: 4
        rowSpacing: Look.gap

        Repeater {
            model: Shelf.people

            CardTile {
                required property var modelData

                detail: modelData.number + " · " + modelData.year
                laid: Cabinet.holder === modelData.number
                text: modelData.name
                onClicked: Cabinet.layCitizen(modelData.number)
            }
        }

        Repeater {
            model: Shelf.staff

            CardTile {
                required property var modelData

                detail: modelData.person + " · " + cards.say.pin + " " + modelData.pin
                laid: Cabinet.holder === modelData.role
                stripe: "#8a6a1f"
                text: cards.say[modelData.role]
                onClicked: Cabinet.layStaff(modelData.role)
            }
        }

        Chip {
            Layout.fillWidth: true
            Layout.preferredHeight: 46
            Layout.preferredWidth: 1
            enabled: Cabinet.holder !== ""
            text: cards.say.lift
            onClicked: Cabinet.liftCard()
        }
    }
}
