pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen
import "../controls"

// Search while typing: what is typed, what is found, the keyboard under it.
PageBody {
    id: search

    property string typed: ""

    Component.onCompleted: typed = page.query

    Timer {
        id: pause
        interval: 150
        onTriggered: Screen.typing(search.typed)
    }

    TextLine {
        id: line
        width: parent.width
        text: search.typed
        hint: search.page.hint
        picture: "search"
    }

    Scroller {
        anchors.top: line.bottom
        anchors.topMargin: Theme.gap
        anchors.bottom: keys.top
        anchors.bottomMargin: Theme.gap
        width: parent.width

        ChoiceList {
            width: parent.width
            options: search.page.options
            onChosen: name => Screen.answer(name, "")
        }

        Words {
            width: parent.width
            visible: search.typed !== "" && search.page.query === search.typed && search.page.options.length === 0
            text: Screen.words.nothing_found
            color: Theme.soft
        }
    }

    Keyboard {
        id: keys
        width: parent.width
        anchors.bottom: parent.bottom
        text: search.typed
        longest: 80
        onTyped: text => {
            search.typed = text;
            pause.restart();
        }
    }
}
