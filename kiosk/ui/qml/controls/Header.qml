pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen

// The band on top of every page: the mark, the office's name, languages in their own names, reading aids.
Rectangle {
    id: header

    implicitHeight: Theme.mm(Theme.small ? 19 : 26)
    color: Theme.band

    Rectangle {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        height: Theme.mm(0.7)
        color: Theme.gold
    }

    Icon {
        id: mark
        anchors.left: parent.left
        anchors.leftMargin: Theme.margin
        anchors.verticalCenter: parent.verticalCenter
        name: "mark"
        colour: Theme.bandInk
        side: Theme.mm(Theme.small ? 11 : 15)
        Accessible.ignored: false
        Accessible.role: Accessible.Graphic
        Accessible.name: Screen.words.emblem
    }

    Words {
        anchors.left: mark.right
        anchors.leftMargin: Theme.gap
        anchors.right: row.left
        anchors.rightMargin: Theme.gap
        anchors.verticalCenter: parent.verticalCenter
        visible: !(Theme.small && Theme.largeText)
        text: Screen.words.service
        capital: Theme.fine
        heavy: true
        color: Theme.bandInk
    }

    Row {
        id: row
        anchors.right: parent.right
        anchors.rightMargin: Theme.margin
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.mm(3)

        HeaderButton {
            text: Screen.words.large_text
            picture: "text-size"
            chosen: Theme.largeText
            onTapped: Theme.largeText = !Theme.largeText
        }

        HeaderButton {
            text: Screen.words.high_contrast
            picture: "contrast"
            chosen: Theme.highContrast
            onTapped: Theme.highContrast = !Theme.highContrast
        }

        HeaderButton {
            text: "Tiếng Việt"
            label: "VI"
            visible: Screen.frame.languages.length > 1
            chosen: Screen.language === "vi"
            onTapped: Screen.choose("vi")
        }

        HeaderButton {
            text: "English"
            label: "EN"
            visible: Screen.frame.languages.length > 1
            chosen: Screen.language === "en"
            onTapped: Screen.choose("en")
        }
    }
}
