pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen

// One door of the cabinet: its number, and a sign beside the colour when it is anything but plain.
Rectangle {
    id: door

    property var bay: ({})
    readonly property string look: bay.look ?? "plain"
    readonly property bool lit: look === "lit" || look === "open"
    // a narrow door has room for its number or for its sign; the lit one is named in words beside the picture
    readonly property bool narrow: width < Theme.mm(15)

    radius: Theme.mm(0.8)
    color: look === "lit" ? Theme.lamp : look === "open" ? Theme.brand : look === "done" ? Theme.goodGround
        : look === "frozen" ? Theme.badGround : Theme.card
    border.width: look === "plain" ? Theme.hairline : Theme.edge * 1.4
    border.color: lit ? Theme.brand : look === "done" ? Theme.good : look === "frozen" ? Theme.bad : Theme.line

    Accessible.role: Accessible.Graphic
    Accessible.name: lit ? Screen.words.compartment + " " + bay.number : ""
    Accessible.ignored: !lit

    Row {
        anchors.centerIn: parent
        spacing: Theme.mm(0.8)

        Icon {
            anchors.verticalCenter: parent.verticalCenter
            visible: name !== "" && !(door.narrow && door.lit)
            name: door.look === "lit" ? "right" : door.look === "open" ? "door-open" : door.look === "done" ? "check"
                : door.look === "frozen" ? "lock" : ""
            colour: door.look === "lit" ? Theme.ink : door.look === "open" ? Theme.light
                : door.look === "done" ? Theme.good : Theme.bad
            side: Math.min(door.height * 0.72, door.width * 0.34)
        }

        Words {
            anchors.verticalCenter: parent.verticalCenter
            visible: !door.narrow || door.lit || door.look === "plain"
            text: door.bay.number ?? ""
            capital: door.lit && !door.narrow ? 6 : 4.82
            // digits need no room for marks above and below
            lineHeightMode: Text.FixedHeight
            lineHeight: Theme.mm(capital)
            heavy: door.lit
            color: door.look === "open" ? Theme.light : door.look === "plain" ? Theme.soft : Theme.ink
            spoken: false
            drawn: true
        }
    }

    Rectangle {
        visible: door.look === "plain" && !door.narrow
        anchors.right: parent.right
        anchors.rightMargin: Theme.mm(1.6)
        anchors.verticalCenter: parent.verticalCenter
        width: Theme.mm(0.7)
        height: Math.min(Theme.mm(4), parent.height * 0.4)
        radius: width / 2
        color: Theme.line
    }
}
