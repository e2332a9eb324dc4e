pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen
import "../controls"

// Words on the keyboard; the way on opens when something is typed.
PageBody {
    id: enter

    property string typed: ""
    readonly property bool enough: typed.trim() !== ""
    readonly property bool ownWayOn: !page.buttons.some(button => button.name === "typed")

    function act(name: string): void {
        Screen.answer(name, name === "typed" ? typed.trim() : "");
    }

    buttons: page.buttons.map(button => button.name === "typed" ? Object.assign({}, button, { enabled: enough }) : button)
        .concat(ownWayOn ? [{ name: "typed", label: Screen.words.go_on, look: "primary", enabled: enough }] : [])

    Component.onCompleted: typed = page.value

    least: line.height + Theme.gap + keys.height

    TextLine {
        id: line
        width: parent.width
        y: Math.max(0, (keys.y - height) / 2)
        text: enter.typed
        hint: enter.page.hint
    }

    Keyboard {
        id: keys
        width: parent.width
        anchors.bottom: parent.bottom
        text: enter.typed
        longest: enter.page.longest
        capital: enter.page.value === ""
        onTyped: text => enter.typed = text
    }
}
