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

    // a narrow panel has no room for ten keys a row; there the letters stand in their alphabetical order
    readonly property var letters: Theme.small ? ["abcdefg", "hijklmn", "opqrstu", "vwxyz"]
        : ["qwertyuiop", "asdfghjkl", "zxcvbnm"]
    readonly property var others: Theme.small ? ["1234567", "890-/.,", ":()'@&+", ""] : ["1234567890", "-/.,:()'", "@&+"]
    readonly property var rows: signs ? others : letters
    readonly property real apart: Theme.mm(2.7)
    // large words do not fit on a narrow panel's keys
    readonly property bool cramped: Theme.small && Theme.largeText
    readonly property int across: Theme.small ? 7 : 10
    readonly property real keyWidth: Math.min(Theme.mm(30), (width - (across - 1) * apart) / across)
    readonly property real keyHeight: Theme.mm(Theme.small ? 13 : Theme.wide ? 14.5 : 20)

    function press(letter: string): void {
        if (text.length >= longest && !"sfrxjwzaeod".includes(letter.toLowerCase()))
            return;
        const next = "" + Typist.press(text, capital ? letter.toUpperCase() : letter, Screen.language === "vi" && !signs);
        capital = false;
        if (next.length <= longest)
            typed(next);
    }

    spacing: apart

    Repeater {
        model: board.rows.length

        Row {
            id: row
            required property int index
            readonly property string letters: board.rows[index]
            readonly property bool last: index === board.rows.length - 1

            anchors.horizontalCenter: parent.horizontalCenter
            spacing: board.apart

            Key {
                visible: row.last && !board.signs
                width: board.keyWidth * (Theme.small ? 1 : 1.3)
                height: board.keyHeight
                text: Screen.words.capitals
                picture: "shift"
                lit: board.capital
                onTapped: board.capital = !board.capital
            }

            Repeater {
                model: row.letters.length

                Key {
                    required property int index
                    width: board.keyWidth
                    height: board.keyHeight
                    text: board.capital ? row.letters[index].toUpperCase() : row.letters[index]
                    onTapped: board.press(row.letters[index])
                }
            }

            Key {
                visible: row.last
                width: board.keyWidth * (Theme.small ? 1 : 1.3)
                height: board.keyHeight
                text: Screen.words.erase
                picture: "erase"
                onTapped: board.typed(Typist.erase(board.text))
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
            onTapped: board.signs = !board.signs
        }

        Key {
            width: board.keyWidth * (board.across === 7 ? 3 : 5)
            height: board.keyHeight
            text: Screen.words.space
            picture: board.cramped ? "space" : ""
            capital: Theme.body
            onTapped: board.press(" ")
        }

        Key {
            width: board.keyWidth * 2.2
            height: board.keyHeight
            text: Screen.words.erase_all
            picture: board.cramped ? "remove" : ""
            capital: Theme.body
            onTapped: board.typed("")
        }
    }
}
