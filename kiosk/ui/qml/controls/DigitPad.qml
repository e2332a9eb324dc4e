pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen

// Twelve large keys in the order of a telephone.
Grid {
    id: pad

    property string digits: ""
    property int longest: 12
    property real keyHeight: Theme.mm(Theme.small ? 17 : Theme.wide ? 22 : 30)
    signal typed(string digits)

    columns: 3
    spacing: Theme.mm(3)

    Repeater {
        model: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "all", "0", "last"]

        Key {
            required property string modelData
            readonly property bool digit: modelData.length === 1

            width: (pad.width - 2 * pad.spacing) / 3
            height: pad.keyHeight
            text: digit ? modelData : modelData === "all" ? Screen.words.erase_all : Screen.words.erase
            capital: digit ? Theme.title : Theme.body
            picture: modelData === "last" ? "erase" : modelData === "all" && Theme.small && Theme.largeText ? "remove" : ""
            onTapped: {
                if (modelData === "all")
                    pad.typed("");
                else if (modelData === "last")
                    pad.typed(pad.digits.slice(0, -1));
                else if (pad.digits.length < pad.longest)
                    pad.typed(pad.digits + modelData);
            }
        }
    }
}
