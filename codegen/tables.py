"""What the description cannot say: reviewed by hand, one table per question. README.md explains each."""

# --- names -----------------------------------------------------------------------------------------------------------

# Words that the vendor misspells -> the word meant. Applied to each word of each name; wire names stay.
MISSPELLED_WORDS = {
    "advance": "advanced",
    "annoymous": "anonymous",
    "annoymouslink": "anonymous_link",
    "availabe": "available",
    "avaliable": "available",
    "chagne": "change",
    "constructure": "construction",
    "contruct": "construct",
    "deactived": "deactivated",
    "discription": "description",
    "enabel": "enable",
    "enpower": "empower",
    "gran": "grant",
    "impernastion": "impersonation",
    "inition": "initiation",
    "lable": "label",
    "levles": "levels",
    "maintance": "maintenance",
    "obejct": "object",
    "permisssion": "permission",
    "polices": "policies",
    "prefixs": "prefixes",
    "questionaire": "questionnaire",
    "regist": "register",
    "registere": "registered",
    "registing": "registering",
    "restor": "restore",
    "reuqest": "request",
    "schedu": "schedule",
    "seleted": "selected",
    "serivce": "service",
    "setted": "set",
    "stie": "site",
    "submited": "submitted",
    "suffixs": "suffixes",
    "temporay": "temporary",
    "validing": "validating",
    "worksapce": "workspace",
}

# Words that the vendor runs together, or splits -> words as in English. Keys are whole words joined by "_".
JOINED_WORDS = {
    "any_one": "anyone",
    "ave_point": "avepoint",
    "batchid": "batch_id",
    "build_in": "built_in",
    "currentuser": "current_user",
    "dco_ave": "docave",
    "displayname": "display_name",
    "doc_ave": "docave",
    "duedate": "due_date",
    "every_one": "everyone",
    "gadb": "ga_database",
    "gallerybase": "gallery_base",
    "groupid": "group_id",
    "hubsite": "hub_site",
    "languageid": "language_id",
    "member_ship": "membership",
    "modelbase": "model_base",
    "nexttoken": "next_token",
    "note_book": "notebook",
    "off_boarding": "offboarding",
    "one_drive": "onedrive",
    "orderby": "order_by",
    "over_write": "overwrite",
    "over_writeby": "overwrite_by",
    "readonly": "read_only",
    "requestid": "request_id",
    "sales_force": "salesforce",
    "share_point": "sharepoint",
    "siteurl": "site_url",
    "tenantid": "tenant_id",
    "time_line": "timeline",
    "un_archive": "unarchive",
    "un_checked": "unchecked",
    "un_lock": "unlock",
    "un_register": "unregister",
    "urlwith": "url_with",
    "userprincipalname": "user_principal_name",
    "workspacejob": "workspace_job",
}

# Words that the vendor shortens, and that are not the usual name of the thing -> the words in full.
ABBREVIATIONS = {
    "aad": "azure_ad",
    "coll": "collection",
    "db": "database",
    "des": "description",
    "dr": "dynamic_request",
    "env": "environment",
    "mgmt": "management",
    "msg": "message",
    "params": "parameters",
    "perm": "permission",
    "prov": "provisioning",
    "sc": "site_collection",
    "serv": "service",
    "sp": "sharepoint",
    "spo": "sharepoint_online",
    "ss": "sub_site",
    "str": "string",
    "temp": "temporary",
    "ups": "user_profile_service",
}

# Whole names, where no rule for words helps.
WHOLE_NAMES = {
    "ApiUserIListChangedProperty": "api_user_list_changed_property",
    "BPOSDCA": "bpos_dca",
    "CreateOrValidYammerGroup": "create_or_validate_yammer_group",
    "CreatingOrValidYammerGroup": "creating_or_validating_yammer_group",
    "EditChangeGroupRequest": "edit_change_group_setting_request",
    "EditDynamicServiceRequest": "edit_dynamic_request",
    "enableOnTimeRenewal": "enable_one_time_renewal",
    "GeTaskReport": "get_task_report",
    "GetChangeWebSettingsService": "get_change_web_setting_service",
    "GetDownloadFileUrL": "get_download_file_url",
    "GetDynamicRequestCreateTeamsGallery": "get_dynamic_request_create_team_gallery",
    "GetUploadFileUrL": "get_upload_file_url",
    "InlineResponse200": "dynamic_membership_rule_items",
    "IsUrlExistsInPendingRequests": "is_url_in_pending_requests",
    "MailboxLanguageDataTime": "mailbox_language_date_time",
    "MailboxSharedMailboxPolicy": "shared_mailbox_policy",
    "UpdateMetadatas": "update_metadata",
    "languageDataTime": "language_date_time",
    "sharedPointSiteUrl": "sharepoint_site_url",
}

# "Owner.name" -> name, where the rules would give two members of one owner the same name or one that is taken.
MEMBER_NAMES = {
    "LibraryDesign.libraryDesign": "design",
    "TeamId.teamId": "id",
    # the right spelling is another field of the same schema
    "ManuallyInputUrlSetting.contructUrlAssignBy": "contruct_url_assign_by",
    "PermissionSettings.preventPermissionLevles": "prevent_permission_levles",
}

# "operationId.parameter" -> name, where the parameter's own name is taken by a member of every operation.
PARAMETER_NAMES = {
    "DeleteWebUserCustomAction.name": "action_name",
    "GetServiceId.name": "service_name",
    "RemoveSecurityGroup.name": "group_email",
}

# Keywords of C++ (also alternative tokens), and names that a platform's headers define as macros: "_" is appended.
RESERVED_NAMES = set(
    """
    alignas alignof and and_eq asm auto bitand bitor bool break case catch char char8_t char16_t char32_t class compl
    concept const consteval constexpr constinit const_cast continue co_await co_return co_yield decltype default delete
    do double dynamic_cast else enum explicit export extern false float for friend goto if inline int long mutable
    namespace new noexcept not not_eq nullptr operator or or_eq private protected public register reinterpret_cast
    requires return short signed sizeof static static_assert static_cast struct switch template this thread_local throw
    true try typedef typeid typename union unsigned using virtual void volatile wchar_t while xor xor_eq
    assert errno far interface linux major makedev minor near small stderr stdin stdout unix
    additional_properties json_members
    """.split()
)

# Tag of the description -> namespace under cloud_governance::api (and folder under api/).
GROUPS = {
    "Auth": "auth",
    "AuthAdmin": "admin/auth",
    "GuestUsersAdmin": "admin/guest_users",
    "JobmonitorAdmin": "admin/job_monitor",
    "JobsAdmin": "admin/jobs",
    "MetadataAdmin": "admin/metadata",
    "Office365": "office365",
    "Office365Admin": "admin/office365",
    "Office365SettingsAdmin": "admin/office365_settings",
    "ReportAdmin": "admin/report",
    "Requests": "requests",
    "RequestsAdmin": "admin/requests",
    "Services": "services",
    "ServicesAdmin": "admin/services",
    "Settings": "settings",
    "SharedMailboxesAdmin": "admin/shared_mailboxes",
    "SystemSettingsAdmin": "admin/system_settings",
    "Tasks": "tasks",
    "TasksAdmin": "admin/tasks",
    "UnmanagedDirectoryAdmin": "admin/unmanaged_directory",
    "Users": "users",
    "Workspace": "workspace",
    "WorkspacesAdmin": "admin/workspaces",
}

# --- may an operation be sent again when it is unknown whether it arrived? ----------------------------------------------

# A GET may, but for those that change something.
CHANGING_GETS = {"CancelRequest"}

# A POST may not, but for those that only read. Each was looked at: a validation answers a question about its body, and
# GetWorkspacesPost is GetWorkspaces with another verb.
READING_POSTS = {
    "GetWorkspacesPost",
    "ValidateEmailsForCreateGuestUserService",
    "ValidateForChangeGroupSettingService",
    "ValidateForChangeListSettingService",
    "ValidateForChangePermissionService",
    "ValidateForChangeSiteContactService",
    "ValidateForChangeSiteSettingService",
    "ValidateForChangeWebContactService",
    "ValidateForChangeWebSettingService",
    "ValidateForClonePermissionService",
    "ValidateForContentMoveService",
    "ValidateForCreateGuestUserService",
    "ValidateForCreateListService",
    "ValidateForCreateWebService",
    "ValidateForGrantPermissionService",
    "ValidateForGroupLifecycleService",
    "ValidateForManagePermissionService",
    "ValidateForSiteLifecycleService",
    "ValidateForWebLifecycleService",
    "ValidateTeamForChangePrivateChannelService",
    "ValidateTeamForCreatePrivateChannelService",
}

# A PUT may (RFC 9110 section 9.2.2): each replaces the whole content of one request, or one setting, by its body. Those
# of a newer description that do not must stand here.
CHANGING_PUTS = set()

# A DELETE may not, although HTTP would allow it: the second answer denies what the first has done, a bulk deletion starts
# work each time, and names can be taken again between two attempts. Emptying the token cache twice empties it once.
REPEATABLE_DELETES = {"DeleteTokenCache"}

# Schemas whose text is a credential: a request that carries one is handled as secret.
SECRET_SCHEMAS = {"ApiCredential"}

# Members that hold a credential or a pre-signed address: masked when a model is printed. Schema -> wire names.
SECRET_MEMBERS = {
    "ApiCredential": {"clientSecret"},
    "DelegatedAccessToken": {"access_token", "refresh_token"},
    "SASUriModel": {"uri"},
    "TreeNodeExtension": {"password"},
    "UserInfo": {"securityToken"},
}

# --- what is gone ------------------------------------------------------------------------------------------------------

# What the last release offers (inventory.txt) and the description has no more -> why that is right. Keys as in
# "operation GetMyTasks", "parameter GetMyTasks.top", "body ApproveTask.body", "schema TaskList", "field TaskList.id",
# "enumerator TaskResult.Running"; an operation or schema takes its parts with it. Emptied at each release.
REMOVED = {}

# --- filters -------------------------------------------------------------------------------------------------------------

# Actions of administrators that take a filter, as a parameter or as a member of their body, and the list whose fields it
# names: the description does not say which, but the actions' paths lie under the list's, and the list shows what they act
# on. What such an action applies to is the first parameter of its constructor, because an omitted filter may mean
# everything.
BULK_ACTIONS = {
    "ApplyCommunitiesProfiles": "GetWorkspaces",
    "ApplyGroupProfiles": "GetWorkspaces",
    "ApplyGroupsPolicy": "GetWorkspaces",
    "ApplySiteProfiles": "GetWorkspaces",
    "ApplySitesPolicy": "GetWorkspaces",
    "ApplyTeamProfiles": "GetWorkspaces",
    "ArchiveWorkspace": "GetWorkspaces",
    "CompleteWorkspaceRenewalTask": "GetWorkspaces",
    "LockWorkspaces": "GetWorkspaces",
    "SpecifyContacts": "GetWorkspaces",
    "SpecifySharedMailboxContacts": "GetSharedMailboxes",
    "TriggerWorkspaceRenewal": "GetWorkspaces",
    "TriggerWorkspacesElection": "GetWorkspaces",
    "UnlockWorkspace": "GetWorkspaces",
}

# Members of bulk actions' bodies that list what they apply to -> the flag beside it that makes the list irrelevant.
BULK_LISTS = {
    "selectedObjects": None,
    "workspace": "isSelectAllWorkspace",
}

# Operations that take another's fields, whose rows have them: the report lists the workspaces with the fields of the grid
# (its own rows have fewer, as text), the tenants' ids have no rows.
FIELDS_LIKE = {
    "GetTenantIds": "GetWorkspaces",
    "GetWorkspaceReport": "GetWorkspaces",
}

# Comparisons that published examples make although the description lists only `eq` and `ne`: new sites are found by
# `createdTime le '...' and createdTime gt '...'`. GetWorkspacesPost is GetWorkspaces with another verb.
ORDERED_FILTERS = {
    "GetWorkspaces": ["gt", "ge", "lt", "le"],
    "GetWorkspacesPost": ["gt", "ge", "lt", "le"],
}

# --- members that the service is seen to use although the description lacks them ----------------------------------------

# Schema -> list of (wire name, name of the described member whose type it has).
SUPPLEMENT = {
    # published examples read and write `galleries` where the description has `activityGalleries`
    "DynamicRequestTemplateModel": [("galleries", "activityGalleries")],
}
