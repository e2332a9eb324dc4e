pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen

// The keyboard: Vietnamese by Telex when Vietnamese is shown, plain letters in English, a page of digits and signs.
Column {
    id: board

    property string text
    property int longest: 80
    property bool capital: false
    property bool signs: false
    signal typed(string text)

    readonly property var rows: signs ? ["1234567890", "-/.,:()'", "@&+"] : ["qwertyuiop", "asdfghjkl", "zxcvbnm"]
    readonly property real apart: Theme.mm(2.7)
    readonly property real keyWidth: Math.min(Theme.mm(30), (width - 9 * apart) / 10)
    readonly property bool tight: keyWidth < Theme.mm(12.7)
    readonly property real keyHeight: Theme.mm(Theme.small ? 13.5 : Theme.wide ? 14.5 : 20)

    function press(letter: string): void {
        if (text.length >= longest && !"sfrxjwzaeod".includes(letter.toLowerCase()))
            return;
        const next = Typist.press(text, capital ? letter.toUpperCase() : letter, Screen.language === "vi" && !signs);
        capital = false;
        if (next.length <= longest)
            typed(next);
    }

    spacing: apart

    Repeater {
        model: 3

        Row {
            id: row
            required property int index
            readonly property string letters: board.rows[index]
            readonly property bool last: index === 2

            anchors.horizontalCenter: parent.horizontalCenter
            spacing: board.apart

            Key {
                visible: row.last && !board.signs
                width: board.keyWidth * 1.3
                height: board.keyHeight
                text: Screen.words.capitals
                picture: "shift"
                lit: board.capital
                onClicked: board.capital = !board.capital
            }

            Repeater {
                model: row.letters.length

                Key {
                    required property int index
                    width: board.keyWidth
                    height: board.keyHeight
                    text: board.capital ? row.letters[index].toUpperCase() : row.letters[index]
                    onClicked: board.press(row.letters[index])
                }
            }

            Key {
                visible: row.last
                width: board.keyWidth * 1.3
                height: board.keyHeight
                text: Screen.words.erase
                picture: "erase"
                onClicked: board.typed(Typist.erase(board.text))
            }
        }
    }

    Row {
        anchors.horizontalCenter: parent.horizontalCenter
        spacing: board.apart

        Key {
            width: board.keyWidth * 2.2
            height: board.keyHeight
            text: board.signs ? Screen.words.letters : Screen.words.digits
            label: board.signs ? "ABC" : "123"
            onClicked: board.signs = !board.signs
        }

        Key {
            width: board.keyWidth * 5
            height: board.keyHeight
            text: Screen.words.space
            capital: Theme.body
            onClicked: board.press(" ")
        }

        Key {
            width: board.keyWidth * 2.2
            height: board.keyHeight
            text: Screen.words.erase_all
            capital: Theme.body
            onClicked: board.typed("")
        }
    }
}
